"""Every attack of Tests/Attack at once, in small numbers. In full, and one after the other, Tests/Attack/run.sh has them."""

from router import REPOSITORY


def test_honest_clients_do_not_notice_that_the_router_is_attacked(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "Tests" / "Attack"))
    import attack

    problems = attack.run(scale=0.03, rounds=1, pause=2.0, is_sequential=False, directory=tmp_path)
    assert not problems, "\n".join(problems)
