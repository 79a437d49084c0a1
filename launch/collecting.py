"""When Python looks for garbage, in a process that serves for long."""

import gc

COLLECT_AFTER = (50_000, 20, 50)  # objects more than gone; collections of the young, of the old


def spare_the_collector() -> None:
    """What stands after the start stands for good: searching it for garbage again and again costs
    a fifth of an order's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
