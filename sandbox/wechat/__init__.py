"""WeChat Pay's twin: API v3 in front of the till, whose page, outcomes and memory it shares."""
