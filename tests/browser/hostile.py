"""Bodies that must do no more than be read."""

HOSTILE = [
    "<script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "[click](javascript:alert(1)) <javascript:alert(1)> [x](data:text/html,x)",
    "</script><script>document.title = 'owned'</script><svg onload=alert(1)>",
    "<style>body { display: none }</style><iframe src=//evil.example></iframe>",
    "\u202eReversed \u0336\u0336\u0336 text " + "W" * 400,
]
