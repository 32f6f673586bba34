"""packaging/test.py: which steps run, what it shows, when it fails."""

import sys

import pytest


@pytest.fixture
def checks(module, monkeypatch):
    environment = module("environment")
    monkeypatch.setattr(environment, "python", lambda: sys.executable)
    return module("test")


def names(checks, words: list[str]) -> list[str]:
    steps = checks.every_step([], workers=2)
    options = checks._parser([step.name for step in steps]).parse_args(words)
    return [step.name for step in checks.chosen(steps, options.only, quick=options.quick)]


def test_every_linter_and_every_test(checks):
    assert names(checks, [])[:6] == ["lint", "format", "types", "floors", "unit", "system"]
    assert names(checks, ["--quick"]) == ["lint", "format", "types", "floors", "unit"]
    assert names(checks, ["--only", "unit", "--only", "lint"]) == ["lint", "unit"]


def test_words_after_the_dashes_go_to_pytest(checks):
    steps = {step.name: step.commands for step in checks.every_step(["-k", "money"], workers=2)}
    assert steps["unit"][0][-2:] == ["-k", "money"]
    assert "-k" not in steps["lint"][0]
    assert checks._split(["--quick", "--", "-k", "--"]) == (["--quick"], "--", ["-k", "--"])


def test_what_a_step_says_is_seen_and_its_last_line_kept(checks, capfd):
    outcome = checks.run(checks.Step("unit", [["-c", "print('first'); print('=== 3 passed in 1 s ===\\n')"]]))
    assert "first\n=== 3 passed in 1 s ===" in capfd.readouterr().out
    assert (outcome.state, outcome.words) == ("passed", "=== 3 passed in 1 s ===")


def test_a_failed_command_fails_its_step_and_the_rest_of_it_is_left(checks, capfd):
    outcome = checks.run(checks.Step("types", [["-c", "raise SystemExit(1)"], ["-c", "print('never')"]]))
    assert outcome.state == "FAILED"
    assert "never" not in capfd.readouterr().out
    assert checks.failed(outcome, ci=False)


def test_the_summary_names_every_step(checks):
    outcomes = [
        checks.Outcome("lint", "passed", 1.2, "All checks passed!"),
        checks.Outcome("unit", "FAILED", 60.0, "==== 1 failed, 7 passed in 59.9s ===="),
        checks.Outcome("system", "left out", 0.0, "sudo apt-get install xvfb"),
    ]
    assert checks.summary(outcomes).splitlines()[2:] == [
        "  passed   lint           1.2 s  All checks passed!",
        "  FAILED   unit          60.0 s  1 failed, 7 passed in 59.9s",
        "  left out system         0.0 s  sudo apt-get install xvfb",
        "2 of 3 steps did not pass in 61 s",
    ]


def test_what_could_not_run_fails_only_where_it_has_to_run(checks):
    left_out = checks.Outcome("system", "left out", 0.0, "")
    assert not checks.failed(left_out, ci=False)
    assert checks.failed(left_out, ci=True)
