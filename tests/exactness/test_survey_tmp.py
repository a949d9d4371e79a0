from __future__ import annotations
import os, random, re, time, logging
from collections import Counter
import time_machine, traceback
from django.db import transaction
from .test_exactness import *
from .test_exactness import _difference, _allowed, newsroom

def test_survey(newsroom):
    logging.disable(logging.CRITICAL)
    desk0, pages = newsroom
    rnd = random.Random(int(os.environ.get("SEED", "1")))
    over, under, steps_done = Counter(), {}, 0
    base, clock = dict(pages.kept), desk0.clock
    begun = time.process_time()
    LIMIT = int(os.environ.get("LIMIT", "40"))
    total = purged_pages = changed_pages = 0
    names = sorted(STEPS)
    if os.environ.get("ONLY"): names = os.environ["ONLY"].split(",")
    while steps_done < LIMIT:
        pages.kept, desk0.clock = dict(base), clock
        with transaction.atomic():
            for _ in range(12):
                if steps_done >= LIMIT: break
                name, a, b = rnd.choice(names), rnd.randrange(12), rnd.randrange(12)
                desk0.clock = later(desk0.clock)
                try:
                    with time_machine.travel(desk0.clock, tick=False):
                        STEPS[name](desk0, a, b)
                except Exception as e:
                    under.setdefault(("ERROR", name, str(e)[:300]), traceback.format_exc()[-1500:])
                    Purged.collect()
                    break
                purged = Purged.collect()
                now = pages.now()
                steps_done += 1
                for address, page in pages.kept.items():
                    ks = purged.reaches(page)
                    ch = not same(page, now[address])
                    total += 1; purged_pages += bool(ks); changed_pages += ch
                    kind = re.sub(r"-[a-z2-9]{12}/", "-ID/", address); 
                    if ch and not ks:
                        under.setdefault((name, kind), f"{desk0.clock}\n{_difference(page, now[address])}")
                    if ks and not ch:
                        bad = {k for k in ks if not _allowed(k, address, name)}
                        if bad:
                            over[(name, " ".join(sorted({k.split(":")[0] for k in bad})), re.sub(r"/[^/]*-ID/", "/ART/", kind), "HARD" if page.keys & purged.hard else "")] += 1
                pages.kept = {a: p for a, p in now.items() if storable(p)}
            transaction.set_rollback(True)
    out = open("/tmp/exact-survey-%s.txt" % os.environ.get("SEED", "1"), "w")
    print(f"steps {steps_done} in {time.process_time()-begun:.0f}s pages/step {total/max(1,steps_done):.0f} purged {purged_pages} changed {changed_pages}", file=out)
    print("UNDER", len(under), file=out)
    for k, v in under.items(): print(k, "\n   ", v.replace("\n", "\n    "), file=out)
    print("OVER", file=out)
    for k, v in over.most_common(): print(v, k, file=out)
