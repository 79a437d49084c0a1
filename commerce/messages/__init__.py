"""Messages to people: each e-mail and SMS, written once an event, sent by a job."""
