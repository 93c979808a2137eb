package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.access.Account;
import io.berth.harborapi.HarborTime;
import org.jspecify.annotations.Nullable;

/** A user as Harbor shows it; what is empty is left out. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record UserView(
        @JsonProperty("user_id") long userId,
        @JsonProperty("username") String username,
        @JsonProperty("email") @Nullable String email,
        @JsonProperty("realname") String realname,
        @JsonProperty("comment") String comment,
        @JsonProperty("sysadmin_flag") boolean sysadminFlag,
        @JsonProperty("admin_role_in_auth") boolean adminRoleInAuth,
        @JsonProperty("creation_time") String creationTime,
        @JsonProperty("update_time") String updateTime) {

    /** What a search shows of a user. */
    record Found(
            @JsonProperty("user_id") long userId,
            @JsonProperty("username") String username) {}

    static UserView of(Account account) {
        return new UserView(
                account.id(),
                account.name(),
                account.email(),
                account.realName(),
                account.comment(),
                account.admin(),
                false,
                HarborTime.of(account.createdAt()),
                HarborTime.of(account.updatedAt()));
    }
}
