# Varnish in front of the newsroom, with the module xkey (Debian: varnish-modules).
# In depesche.env: DEPESCHE_CACHES=varnish://127.0.0.1:6081
# A page with many things on it has long headers.  Without these parameters of varnishd it would be an error:
#   -p http_resp_hdr_len=64k -p http_resp_size=256k -p workspace_backend=512k -p workspace_client=512k
vcl 4.1;
import std;
import xkey;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = { .url = "/robots.txt"; .interval = 2s; .timeout = 1s; .window = 3; .threshold = 2; .initial = 2; }
}

# Who may purge: the machines that the newsroom runs on.
acl newsrooms { "localhost"; "127.0.0.1"; "::1"; }

sub vcl_recv {
    if (req.method == "PURGE") {
        # Varnish writes down itself who sent this; two names mean that a web server of ours let somebody through.
        if (client.ip !~ newsrooms || req.http.X-Forwarded-For ~ ",") { return (synth(404)); }
        if (req.http.xkey-purge) {
            set req.http.n = xkey.purge(req.http.xkey-purge);
        } elseif (req.http.xkey-softpurge) {
            set req.http.n = xkey.softpurge(req.http.xkey-softpurge);
        } else {
            return (synth(400));
        }
        return (synth(200, "Purged " + req.http.n));
    }
    # What readers may have is the same for all of them; the rest goes by untouched.
    if ((req.method != "GET" && req.method != "HEAD") || req.http.Cookie ~ "(^|; )sessionid=" ||
        req.url ~ "^/(desk|api|-|k)/") {
        return (pass);
    }
    unset req.http.Cookie;
    # A page that was purged is kept for the time when the newsroom is away, and only then.
    if (std.healthy(req.backend_hint)) { set req.grace = 0s; }
    return (hash);
}

sub vcl_backend_response {
    if (beresp.http.Surrogate-Key) { set beresp.http.xkey = beresp.http.Surrogate-Key; }
    set beresp.grace = 7d;
    if (beresp.http.Surrogate-Control ~ "max-age=" && beresp.status < 500) {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=(\d+).*$", "\1") + "s", 0s);
        return (deliver);
    }
    if (bereq.url !~ "^/(media|static)/" || beresp.status >= 400) {
        # Not said to be kept, so it is somebody's own, or may be old already.
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        return (deliver);
    }
}

sub vcl_deliver {
    # Names for us and not for readers.
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
    unset resp.http.Cache-Tag;
    unset resp.http.CDN-Cache-Control;
    unset resp.http.Cache-Groups;
}
