package nl.wegwijs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Passes on what goes between a device and the server, and can hold what a device sends. */
final class Wire implements AutoCloseable {
    private final ServerSocket listener;
    private final int server;
    private final List<Socket> sockets = new ArrayList<>();
    private boolean held;
    private boolean waiting;

    Wire(int server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::listen);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    synchronized void hold() {
        held = true;
        waiting = false;
    }

    /** Until something that a device sent lies here. */
    synchronized void awaitRequest() throws InterruptedException {
        while (!waiting) {
            wait();
        }
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    private void listen() {
        try {
            for (;;) {
                Socket device = listener.accept();
                Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
                synchronized (this) {
                    sockets.add(device);
                    sockets.add(onward);
                }
                start(() -> pump(device, onward, true));
                start(() -> pump(onward, device, false));
            }
        } catch (IOException closed) {
            // close() ends it.
        }
    }

    private void pump(Socket from, Socket to, boolean up) {
        byte[] part = new byte[8192];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int got = in.read(part); got > 0; got = in.read(part)) {
                if (up) {
                    passOrWait();
                }
                out.write(part, 0, got);
            }
        } catch (IOException | InterruptedException cut) {
            // The other side hears of it by its own end.
        }
    }

    private synchronized void passOrWait() throws InterruptedException {
        waiting = true;
        notifyAll();
        while (held) {
            wait();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        release();
        listener.close();
        synchronized (this) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
