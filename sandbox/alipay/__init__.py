"""Alipay's twin: its gateway in front of the till, whose page, outcomes and memory it shares."""
