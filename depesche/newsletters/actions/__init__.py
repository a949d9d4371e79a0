"""The only writers of when issues are sent."""

from depesche.newsletters.actions.sending import NotToBeSent, give_up_schedule, schedule, send, send_trial

__all__ = ["NotToBeSent", "give_up_schedule", "schedule", "send", "send_trial"]
