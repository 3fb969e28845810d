"""The steps that use cases share; none of them opens or ends a transaction.

scope: whose, where, when · lookup: what a request names · ownership · drafts:
cleaned, rendered, judged · opening: threads · writing: rows · throttle: limits ·
once: idempotency · records: outbox and log · cursors
"""
