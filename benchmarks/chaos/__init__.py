"""The service broken on purpose, under load: `python -m benchmarks.chaos` (make chaos). Hours of load: `python -m benchmarks.chaos.soak`."""
