"""What every test gets without asking: surroundings of its own, and detectors that fail it for what it leaves behind.

Fixtures a test may ask for:

- `kontor_home`: the empty folder that `KONTOR_HOME` names during this test.
- `blocked_network`: addresses that the test tried to reach outside this machine; asking for it makes trying lawful.
- `expected_logs`: the log lines at WARNING or above so far; asking for it (or for `caplog`) makes them lawful.
  `@pytest.mark.expected_logs("pattern", …)` allows only lines that match, and wants each pattern to be seen.
- `run_qt(coroutine)`: runs it on a qasync loop over the application of pytest-qt; inside it wait with
  `await until(condition)`.
"""

import os

from hypothesis import HealthCheck, settings

# Before anything imports Qt or keyring: both read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

pytest_plugins = [
    "pytester",
    "tests.ground.outcome",
    "tests.ground.surroundings",
    "tests.ground.network",
    "tests.ground.logs",
    "tests.ground.leaks",
    "tests.ground.qt",
]

settings.register_profile("local", deadline=None)
settings.register_profile(
    "repeatable",  # packaging/test.py asks for it: the same examples each time, none kept between runs
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault of the rule under test
)
settings.load_profile("local")
