package io.berth.harborapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MultivaluedHashMap;
import org.junit.jupiter.api.Test;

final class PagingTest {
    @Test
    void tenRowsOfTheFirstPageUnlessSaidOtherwise() {
        Paging paging = paging();
        assertThat(paging.limit()).isEqualTo(10);
        assertThat(paging.offset()).isZero();
    }

    @Test
    void aSizeOfNothingIsEverythingWithoutLinks() {
        assertThat(paging("page_size", "0").limit()).isNull();
        assertThat(paging("page_size", "-1").limit()).isNull();
        assertThat(paging("page_size", "0").links(1000)).isEmpty();
    }

    @Test
    void aPageBelowOneIsTheFirst() {
        assertThat(paging("page", "0").offset()).isZero();
        assertThat(paging("page", "-3").offset()).isZero();
    }

    @Test
    void linksLeadToBothNeighboursWithTheQueryAsItWas() {
        assertThat(paging("q", "name=~x", "page_size", "2", "page", "2").links(5))
                .isEqualTo("</list?page=1&page_size=2&q=name=~x>; rel=\"prev\" , "
                        + "</list?page=3&page_size=2&q=name=~x>; rel=\"next\"");
        assertThat(paging("page_size", "2").links(5)).isEqualTo("</list?page=2&page_size=2>; rel=\"next\"");
        assertThat(paging("page_size", "2", "page", "3").links(5))
                .isEqualTo("</list?page=2&page_size=2>; rel=\"prev\"");
    }

    @Test
    void beyondTheEndNothingLeadsAnywhere() {
        assertThat(paging("page", "9").links(5)).isEmpty();
        assertThat(paging("page", "9223372036854775807").links(5)).isEmpty();
    }

    @Test
    void aLinkCannotBeEndedByAParameter() {
        assertThat(paging("q", "a\r\nX: y>; rel=\"next\"").links(11)).doesNotContain("\r", "\n", "y>");
    }

    @Test
    void moreThanAHundredOrNoNumberIsRefused() {
        assertThatThrownBy(() -> paging("page_size", "101"))
                .hasMessage("validation failure list:\npage_size in query should be less than or equal to 100");
        assertThatThrownBy(() -> paging("page", "x"))
                .hasMessage("validation failure list:\npage in query must be of type int64: \"x\"");
    }

    private static Paging paging(String... parameters) {
        var query = new MultivaluedHashMap<String, String>();
        for (int i = 0; i < parameters.length; i += 2) {
            query.add(parameters[i], parameters[i + 1]);
        }
        return Paging.of("/list", query);
    }
}
