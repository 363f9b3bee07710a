package nl.wegwijs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends requests with the platform's own client, as an app may that must. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {}

    static HttpResponse<byte[]> send(String server, Request request) {
        HttpRequest.Builder made = HttpRequest.newBuilder(URI.create(server + request.path))
                .method(request.method, HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers.forEach(made::header);
        try {
            return CLIENT.send(made.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Map<String, String> headers(HttpResponse<?> answer) {
        return answer.headers().map().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().get(0)));
    }
}
