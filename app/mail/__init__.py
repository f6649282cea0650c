"""Messages of the outbox as mail: what they say, the invitation that goes along, and how they are sent."""
