use super::*;

fn with_cookies(cookies: &str) -> Request {
    let headers = vec![("Cookie".to_owned(), cookies.to_owned())];
    Request::new("GET", "/", headers, Vec::new())
}

#[test]
fn the_sessions_cookie_is_found_among_others() {
    for (cookies, found) in [
        ("tandem_session=abc", Some("abc")),
        ("a=b; tandem_session=abc; c=d", Some("abc")),
        ("a=b;tandem_session=abc=", Some("abc=")),
        ("xtandem_session=abc; tandem_session", None),
        ("", None),
    ] {
        assert_eq!(cookie(&with_cookies(cookies)), found, "{cookies}");
    }
}

#[test]
fn an_answer_says_who_served_it_and_carries_the_session() {
    let answered = Answered::default();
    assert_eq!(answered.mark(Response::empty(200)), Response::empty(200));
    answered.served_by(Side::MySql);
    *answered.token.borrow_mut() = Some("abc".to_owned());
    let headers = answered.mark(Response::empty(200)).headers;
    let header = |name| headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
    assert_eq!(header("Tandem-Served-By"), Some("mysql"));
    assert_eq!(header("Tandem-Session"), Some("abc"));
    let cookie = "tandem_session=abc; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax";
    assert_eq!(header("Set-Cookie"), Some(cookie));
}
