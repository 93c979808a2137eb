package io.berth.access.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** The bodies of requests about users, under the names of Harbor's models. */
final class UserBodies {
    private UserBodies() {}

    record UserCreationReq(
            @JsonProperty("username") @Nullable String username,
            @JsonProperty("email") @Nullable String email,
            @JsonProperty("realname") @Nullable String realname,
            @JsonProperty("password") @Nullable String password,
            @JsonProperty("comment") @Nullable String comment) {}

    record UserProfile(
            @JsonProperty("email") @Nullable String email,
            @JsonProperty("realname") @Nullable String realname,
            @JsonProperty("comment") @Nullable String comment) {}

    record PasswordReq(
            @JsonProperty("old_password") @Nullable String oldPassword,
            @JsonProperty("new_password") @Nullable String newPassword) {}

    record UserSysAdminFlag(
            @JsonProperty("sysadmin_flag") @Nullable Boolean sysadminFlag) {}
}
