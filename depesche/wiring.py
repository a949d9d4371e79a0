"""Which tasks follow which event: one page, read from top to bottom."""

from __future__ import annotations

from depesche import events


def connect() -> None:
    """Wire the house; called once when Django has loaded all apps."""
    from depesche.accounts import tasks as accounts_tasks
    from depesche.media import events as media
    from depesche.media import tasks as media_tasks
    from depesche.newsroom import events as newsroom
    from depesche.newsroom import tasks as newsroom_tasks

    events.follow(media.PhotoAdded, media_tasks.make_renditions)
    events.follow(media.PhotoChanged, media_tasks.make_renditions)
    events.follow(media.PhotoConcealed, media_tasks.remove_public_photo)
    events.follow(media.DayBegan, media_tasks.sweep, accounts_tasks.tidy_accounts)
    events.follow(media.EnclosureConcealed, media_tasks.remove_public_enclosure)
    events.follow(media.FileConcealed, media_tasks.remove_public_file)
    events.follow(newsroom.Published, newsroom_tasks.ahead)
    _connect_moderation()
    _connect_followers()


def _connect_moderation() -> None:
    from depesche.comments import events as comments
    from depesche.comments import tasks as comments_tasks
    from depesche.media import events as media

    events.follow(comments.OpinionWanted, comments_tasks.ask_service)
    events.follow(comments.Refused, comments_tasks.tell_of_refusal_later)
    events.follow(comments.Sanctioned, comments_tasks.tell_of_sanction)
    events.follow(comments.AppealDecided, comments_tasks.tell_of_appeal)
    events.follow(media.DayBegan, comments_tasks.learn, comments_tasks.forget_refused_pictures)


def _connect_followers() -> None:
    from depesche.media import events as media
    from depesche.newsroom import events as newsroom
    from depesche.subscriptions import events as subscriptions
    from depesche.subscriptions import tasks

    events.follow(newsroom.MeantForFollowers, tasks.announcing)
    events.follow(newsroom.Corrected, tasks.correcting)
    events.follow(newsroom.MinuteBegan, tasks.each_minute)
    events.follow(subscriptions.FollowAsked, tasks.take_in)
    events.follow(subscriptions.LinkAsked, tasks.send_link)
    events.follow(subscriptions.Announced, tasks.write_announced, tasks.write_notices)
    events.follow(subscriptions.LettersWritten, tasks.send_letters_once)
    events.follow(subscriptions.NoticesWritten, tasks.send_notices_once)
    events.follow(media.DayBegan, tasks.tidy)
    _connect_newsletters()


def _connect_newsletters() -> None:
    from depesche.newsletters import events as newsletters
    from depesche.newsletters import tasks
    from depesche.newsroom import events as newsroom

    events.follow(newsroom.MinuteBegan, tasks.each_minute)
    events.follow(newsletters.TrialWanted, tasks.send_trial)
