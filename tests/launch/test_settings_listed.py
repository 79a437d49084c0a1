"""Whoever reads .env.example has read all settings."""

import re

from tests.launch.processes import HOUSE

SETTING = re.compile(r'"(ALLHOURS_[A-Z0-9_]+|DATABASE_URL|REDIS_URL|PORT|WORKERS)"')


def test_every_setting_that_the_shop_reads_is_listed() -> None:
    read = {
        name
        for file in ("settings.py", "provider_settings.py")
        for name in SETTING.findall((HOUSE / "commerce" / file).read_text())
    }
    listed = set(re.findall(r"^([A-Z0-9_]+)=", (HOUSE / ".env.example").read_text(), re.MULTILINE))
    assert read == listed
