/** Floor 4: how accounts, projects and tokens look on the wire: {@code /service/token} and Harbor's API. */
@NullMarked
package io.berth.access.http;

import org.jspecify.annotations.NullMarked;
