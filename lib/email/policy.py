"""Policies ready for use."""

from email._policybase import Compat32, Policy, compat32

__all__ = ['Compat32', 'compat32', 'Policy', 'strict']

strict = compat32.clone(raise_on_defect=True)
