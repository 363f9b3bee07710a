package nl.wegwijs;

/** Whose store it is. */
public final class Owner {
    public final long device;
    public final String user;
    public final String role;
    public final String server;

    Owner(Json.Members from) {
        device = from.number("device");
        user = from.text("user");
        role = from.text("role");
        server = from.text("server");
    }
}
