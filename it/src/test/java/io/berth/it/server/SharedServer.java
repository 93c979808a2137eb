package io.berth.it.server;

import io.berth.it.process.Scratch;
import java.net.URI;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests an {@link Installation}, started once for all test classes that ask for one and stopped after the last. With
 * {@code -Dberth.url=URL -Dberth.admin-password=…} the tests run against an installation that is up already.
 */
public final class SharedServer implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedServer.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Installation.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                .installation();
    }

    /** The one server; JUnit closes it with its root store. */
    private static final class Running implements AutoCloseable {
        private final Installation installation;
        private final AutoCloseable end;

        private Running(Installation installation, AutoCloseable end) {
            this.installation = installation;
            this.end = end;
        }

        static Running start() {
            String url = System.getProperty("berth.url");
            if (url != null) {
                String password = System.getProperty("berth.admin-password", BerthServer.ADMIN_PASSWORD);
                return new Running(new Installation(URI.create(url), password), () -> {});
            }
            Scratch folder = Scratch.create("berth-shared");
            BerthServer server = BerthServer.in(folder.path()).start();
            return new Running(Installation.of(server), () -> {
                server.close();
                folder.close();
            });
        }

        Installation installation() {
            return installation;
        }

        @Override
        public void close() throws Exception {
            end.close();
        }
    }
}
