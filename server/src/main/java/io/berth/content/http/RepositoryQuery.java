package io.berth.content.http;

import io.berth.content.RepositoryFilter;
import io.berth.content.RepositoryFilter.Order;
import io.berth.harborapi.Parameters;
import io.berth.harborapi.Query;
import java.util.Map;

/** What the lists of repositories may be asked for. */
final class RepositoryQuery {
    private static final Map<String, Order> ORDERS = Map.of(
            "name", Order.NAME,
            "-name", Order.NAME_DESCENDING,
            "creation_time", Order.CREATED,
            "-creation_time", Order.CREATED_DESCENDING,
            "update_time", Order.UPDATED,
            "-update_time", Order.UPDATED_DESCENDING);

    private RepositoryQuery() {}

    static RepositoryFilter of(Parameters parameters, RepositoryFilter.Scope scope) {
        Query query = Query.parse(parameters.text("q"));
        return new RepositoryFilter(
                scope,
                query.contains("name"),
                query.anyOf("name"),
                query.from("creation_time"),
                query.to("creation_time"),
                Sort.of(parameters.text("sort"), ORDERS, Order.CREATED_DESCENDING));
    }
}
