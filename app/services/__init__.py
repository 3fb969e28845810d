"""Use cases: one public function for each verb, and the order of its steps.

They know no Flask, no SQL and no adapter; what they need comes in a Container.
"""
