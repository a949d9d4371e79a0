"""Makes the recordings of the demo newsroom: no microphone was there, everything is computed."""
