package nl.wegwijs;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An HTTP request that you send, to the server's address and this path. */
public final class Request {
    /** 0 for an enrolment's. */
    public final long id;
    public final String method;
    public final String path;
    public final Map<String, String> headers;
    private final byte[] body;

    private Request(Map<?, ?> from, byte[] body) {
        Object number = from.get("id");
        id = number instanceof Long ? (Long) number : 0;
        method = (String) from.get("method");
        path = (String) from.get("path");
        Map<String, String> all = new LinkedHashMap<>();
        ((Map<?, ?>) from.get("headers")).forEach((name, value) -> all.put((String) name, (String) value));
        headers = Collections.unmodifiableMap(all);
        this.body = body;
    }

    static Request of(String json, byte[] body) {
        return new Request((Map<?, ?>) Json.parse(json), body);
    }

    /** One that has its body within. */
    static Request whole(String json) {
        Map<?, ?> from = (Map<?, ?>) Json.parse(json);
        return new Request(from, Base64.getDecoder().decode((String) from.get("body")));
    }

    public byte[] body() {
        return body.clone();
    }
}
