"""How a run of the tests ends when something was skipped."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

SKIPPING = """
    import pytest

    def test_that_runs(): pass

    def test_that_is_skipped(): pytest.skip("no engine here")

    @pytest.mark.xfail
    def test_of_a_known_fault(): assert False
"""


def run(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    pytester.makepyfile(source)
    return pytester.runpytest_inprocess("-p", "no_skips", "-p", "no:asyncio")


def test_a_skip_fails_the_run_in_ci_and_says_why(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(pytester, SKIPPING)
    result.assert_outcomes(passed=1, failed=1, xfailed=1)
    result.stdout.fnmatch_lines(["*Nothing may be skipped in CI.*no engine here*"])


def test_a_file_skipped_as_a_whole_fails_the_run_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(pytester, "import pytest; pytest.skip('not on this system', allow_module_level=True)")
    result.assert_outcomes(errors=1)


def test_a_person_may_skip_what_their_machine_lacks(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    run(pytester, SKIPPING).assert_outcomes(passed=1, skipped=1, xfailed=1)
