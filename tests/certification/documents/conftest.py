"""What tests of documents need beside those of the other rooms."""

import asyncio

import pytest


@pytest.fixture(autouse=True)
def no_loop_of_the_browser():
    """The browser's tests leave a loop running in the thread; pyHanko begins one of its own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
