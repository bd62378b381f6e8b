"""What a hostile visitor writes. All of it bears MARK, so that it is known again wherever it comes out."""

MARK = "k1234"  # as a tag or as the name of an attribute it must never be read by a browser
SUM = "982007569"  # 31337 times 31337: a template that computes would say it
MARKUP = (
    f"<{MARK} on{MARK}=1>\"'><b on{MARK}=2></textarea></title></script><{MARK}>"
    "{{31337*31337}}{% csrf_token %}${31337*31337}"
)
EVERYTHING = (
    f"{MARKUP}'; DROP TABLE conversations_message;--\r\nX-{MARK}: 1\r\nSet-Cookie: {MARK}=1\r\n\r\n../../../../etc/passwd "
    "\U0001f600\u202etxt\u202c\u2066\u0645\u0631\u062d\u0628\u0627\u2069 //evil.example javascript:alert(1) $(id) `id` =1+1"
)
NUL = f"{MARK}\0{MARK}"
ELSEWHERE = f"//evil.example/{MARK}"
RUNS = f"javascript:alert('{MARK}')"
TOO_LONG_FOR_A_FORM = b"text=" + b"x" * 70_000
# Each is sent into every field. Bytes are sent as they are.
VALUES: dict[str, str | bytes] = {
    "markup": MARKUP,
    "a NUL": NUL,
    "lines of a header": f"{MARK}\r\nLocation: //evil.example\r\n\r\n<{MARK}>",
    "half of a pair": b"\xed\xa0\x80\xff\xfe" + MARK.encode(),
    "too long for a field": f"{MARK} " * 400,
    "a number beyond every column": "9" * 40,
    "nothing": "",
}
# Into one field at a time as well, by its kind, while the others hold what a person would have there: what is wrong in one field hides
# what is wrong in the next.
BY_KIND: dict[str, tuple[str, ...]] = {
    "date": ("9999-12-31", "0001-01-01", "\u00b2"),
    "hidden": ("\u00b2", "9" * 40, ELSEWHERE),
    "number": ("\u00b2", "9" * 40, "-1"),
    "select": (MARKUP,),
    "radio": (MARKUP,),
    "checkbox": (),
    "submit": (MARKUP,),
    "password": (),
}
OF_WORDS = (RUNS, "\u00b2")
NEXTS = (
    "next",
    "back",
    "url",
    "return",
    "redirect",
    "continue",
    "q",
    "after",
    "page",
    "per_page",
    "search",
    "day",
    "topic",
)
HEADERS = {
    "Accept-Language": f"<{MARK}>",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-For": f"<{MARK}>, 9.9.9.9",
    "Forwarded": "host=evil.example",
    "If-None-Match": f'"<{MARK}>"',
    "Range": "bytes=0-999999999999",
    "User-Agent": f"<{MARK}>\u00e9",
    "Cookie": f"desk=<{MARK}>; desk-form=<{MARK}>; {MARK}=1; =; broken",
    "X-Requested-With": f"<{MARK}>",
}
# Bodies that are no form of ours: (type, body).
BODIES = (
    ("application/x-www-form-urlencoded", TOO_LONG_FOR_A_FORM),
    ("application/x-www-form-urlencoded; charset=nonsense", b"text=" + MARK.encode()),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=x" % number for number in range(60))),
    ("application/json", b'{"text": "<' + MARK.encode() + b'>", "id": [[[[[[]]]]]]'),
    ("multipart/form-data", b"no boundary <" + MARK.encode() + b">"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="text"; filename="../<k1234>"\r\n\r\nx\r\n--x',
    ),
    ("", b"\x00\xff" + MARK.encode()),
)
# In the place of what stands in an address: <int:number>, <str:ref>, …
IN_ADDRESSES = ("9" * 30, f"%3C{MARK}%3E", "%00", "..%2f..%2fetc", "%ff%fe%0d%0aX:1")
