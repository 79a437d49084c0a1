"""Whoever reads .env.example has read all settings."""

import re

from tests.launch.processes import HOUSE

SETTING = re.compile(r'"(ALLHOURS_[A-Z_]+|DATABASE_URL|REDIS_URL|PORT|WORKERS)"')


def test_every_setting_that_the_shop_reads_is_listed() -> None:
    read = set(SETTING.findall((HOUSE / "commerce" / "settings.py").read_text()))
    listed = set(re.findall(r"^([A-Z_]+)=", (HOUSE / ".env.example").read_text(), re.MULTILINE))
    assert read == listed
