"""Ways to put something of ours in the place of something of moto's."""

import functools
from typing import Any, Callable


def around(owner: type, name: str) -> Callable[[Callable[..., Any]], None]:
    """Replaces a method of moto. The new one is given the method it replaces as its first argument."""
    replaced = getattr(owner, name)

    def decorate(replacement: Callable[..., Any]) -> None:
        @functools.wraps(replaced)
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return replacement(replaced, self, *args, **kwargs)

        setattr(owner, name, method)

    return decorate


def action(owner: type, name: str) -> Callable[[Callable[..., Any]], None]:
    """Adds a call that moto does not know. Fails when a later moto knows it: the gap is then to be removed."""
    if hasattr(owner, name):
        raise RuntimeError(f"moto knows {owner.__name__}.{name} by now; remove it from the gaps")

    def decorate(method: Callable[..., Any]) -> None:
        method.__name__ = name
        setattr(owner, name, method)

    return decorate
