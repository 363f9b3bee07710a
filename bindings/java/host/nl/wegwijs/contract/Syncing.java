package nl.wegwijs.contract;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import nl.wegwijs.Exchange;
import nl.wegwijs.Json;
import nl.wegwijs.Request;
import nl.wegwijs.Store;
import nl.wegwijs.Sync;

/** Both ways of syncing: the library's own thread, and requests that are sent here. */
final class Syncing {
    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Syncing() {}

    static Object report(Sync sync) {
        try {
            return Json.parse(sync.await().json);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Object exchange(Store store, String server, String options) {
        try (Exchange exchange = store.exchangeJson(options)) {
            for (;;) {
                Exchange.Step step = exchange.next();
                if (step.what == Exchange.What.FINISHED) {
                    return Json.parse(step.report.json);
                }
                // A test does not wait: it asks again.
                if (step.what == Exchange.What.SEND) {
                    send(exchange, server, step.request);
                }
            }
        }
    }

    private static void send(Exchange exchange, String server, Request request) {
        HttpRequest.Builder made = HttpRequest.newBuilder(URI.create(server + request.path))
                .method(request.method, HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers.forEach(made::header);
        try {
            HttpResponse<byte[]> answer = CLIENT.send(made.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> headers = new HashMap<>();
            answer.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
            exchange.answer(request, answer.statusCode(), headers, answer.body());
        } catch (IOException | InterruptedException none) {
            exchange.answer(request, 0, Map.of(), new byte[0]);
        }
    }
}
