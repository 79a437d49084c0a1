"""What a demo may and a real shop may not."""

from pathlib import Path

import pytest

from commerce.settings import RUNNING, BadSetting, objections, read, surroundings

REAL = {
    "ALLHOURS_MODE": "shop",
    "ALLHOURS_PUBLIC_URL": "https://shop.example",
    "ALLHOURS_STRIPE_KEY": "sk_live_1",
    "ALLHOURS_STRIPE_WEBHOOK_SECRET": "whsec_1",
}


def test_a_real_shop_behind_tls_may_open() -> None:
    assert objections(read(REAL)) == []


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("ALLHOURS_PUBLIC_URL", "http://shop.example", "ALLHOURS_PUBLIC_URL"),
        ("ALLHOURS_RATE_LIMITS", "off", "ALLHOURS_RATE_LIMITS"),
        ("ALLHOURS_SANDBOX_URL", "http://127.0.0.1:3080", "ALLHOURS_SANDBOX_"),
        ("ALLHOURS_SANDBOX_MERCHANT_KEY", "k", "ALLHOURS_SANDBOX_"),
        ("ALLHOURS_SMS_URL", "http://127.0.0.1:3080", "ALLHOURS_SMS_URL"),
        ("ALLHOURS_STRIPE_KEY", "sk_test_1", "ALLHOURS_STRIPE_KEY"),
        ("ALLHOURS_STRIPE_URL", "http://127.0.0.1:3080/stripe", "ALLHOURS_STRIPE_URL"),
    ],
)
def test_a_real_shop_refuses_what_only_a_demo_may(setting: str, value: str, named: str) -> None:
    found = objections(read(REAL | {setting: value}))
    assert [objection.startswith(named) for objection in found] == [True]


def test_stripe_is_not_asked_without_the_secret_that_its_webhooks_are_believed_by() -> None:
    with pytest.raises(BadSetting, match="ALLHOURS_STRIPE_WEBHOOK_SECRET"):
        read(REAL | {"ALLHOURS_STRIPE_WEBHOOK_SECRET": ""})


def test_a_demo_is_for_its_own_machine_alone() -> None:
    assert objections(read({})) == []
    assert read({}).host == "127.0.0.1"
    assert objections(read({"ALLHOURS_HOST": "0.0.0.0"}))[0].startswith("ALLHOURS_HOST")


def test_an_operator_s_command_finds_the_running_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / RUNNING).write_text("DATABASE_URL=postgresql://embedded\nPORT=4000\n")
    assert surroundings({})["DATABASE_URL"] == "postgresql://embedded"
    assert surroundings({"PORT": "5000"})["PORT"] == "5000"
    assert "PORT" not in surroundings({"DATABASE_URL": "postgresql://own"})
    (tmp_path / ".env").write_text("# mine\nDATABASE_URL='postgresql://from-env-file'\n")
    assert surroundings({})["DATABASE_URL"] == "postgresql://from-env-file"
    assert surroundings({"ALLHOURS_MODE": "test"}) == {"ALLHOURS_MODE": "test"}
