"""Two telephones on this machine: a simulated provider of SMS and WhatsApp, and a page with a handset for each. Nothing is sent.

For demonstrations and tests: `make phones`. The hub never imports it; it speaks to the hub over HTTP only, as Twilio and Notify do.
"""
