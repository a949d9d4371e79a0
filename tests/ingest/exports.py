"""Small exports of WordPress, written as a test needs them."""

from __future__ import annotations

from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Pier</title><link>https://pier.example</link>
<language>{language}</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>https://pier.example</wp:base_blog_url>
"""


def post(number: int, *, text: str = "", title: str = "", status: str = "publish", category: str = "pier") -> str:
    """One post."""
    return f"""<item><title>{title or f"Post {number}"}</title><link>https://pier.example/{number}/</link>
<dc:creator>bo</dc:creator><content:encoded><![CDATA[<p>{text or f"Text of post {number}."}</p>]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2020-01-{number % 28 + 1:02} 10:00:00</wp:post_date_gmt>
<wp:post_name>post-{number}</wp:post_name><wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="{category}">{category.title()}</category></item>
"""


def export(folder: Path, *posts: str, language: str = "en-US") -> Path:
    """A file with the posts."""
    path = folder / "export.xml"
    path.write_text(HEAD.format(language=language) + "".join(posts) + "</channel></rss>\n", encoding="utf-8")
    return path
