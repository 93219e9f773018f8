"""How random examples are tried, in every room alike."""

from hypothesis import HealthCheck, settings

# a busy machine is not a failure
settings.register_profile("same", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", settings.get_profile("same"), derandomize=False, print_blob=True)
settings.load_profile("same")
