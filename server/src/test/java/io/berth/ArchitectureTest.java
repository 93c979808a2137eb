package io.berth;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.metaAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layout of the house, as docs/architecture.md draws it. */
class ArchitectureTest {
    private static final JavaClasses BERTH = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.berth");

    private static final Set<String> CAPABILITIES = Set.of(
            "quota",
            "retention",
            "immutability",
            "replication",
            "proxycache",
            "scanning",
            "signing",
            "charts",
            "labels",
            "preheat",
            "webhooks",
            "audit",
            "gc",
            "backup",
            "stats");

    /** The packages below io.berth from the ground up; every http subpackage stands on the floor of the edges. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("problem", "paging", "oci", "cli"),
            Set.of("storage", "db", "cluster", "web", "config", "observe"),
            Set.of("content", "access", "jobs", "events"),
            CAPABILITIES,
            Set.of("distribution", "harborapi", "chartmuseum", "notary"),
            Set.of("app"));

    private static final int EDGES = 4;

    private static final Set<String> VAGUE =
            Set.of("util", "utils", "common", "commons", "helper", "helpers", "manager", "managers", "impl", "base");

    @Test
    void theRulesSeeTheClasses() {
        assertThat(BERTH.contain("io.berth.app.Main")).isTrue();
        assertThat(BERTH.contain("io.berth.oci.Digest")).isTrue();
        assertThat(BERTH.contain(ArchitectureTest.class)).isFalse();
        assertThatThrownBy(() -> noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.quarkus..")
                        .check(BERTH))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.berth.app.Main");
    }

    @Test
    void noPackageCycles() {
        slices().matching("io.berth.(**)").should().beFreeOfCycles().check(BERTH);
    }

    @Test
    void floorsPointDown() {
        classes()
                .should(condition("import their own and lower floors only", ArchitectureTest::stepsUp))
                .check(BERTH);
    }

    @Test
    void capabilitiesDoNotMeet() {
        classes()
                .should(condition("not import another capability", ArchitectureTest::meetings))
                .check(BERTH);
    }

    @Test
    void sqlStaysInStores() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.berth.db..")
                .and()
                .haveNameNotMatching(".*Store(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
                .check(BERTH);
    }

    @Test
    void constructorInjectionOnly() {
        List<String> injections = List.of(
                "jakarta.inject.Inject",
                "jakarta.annotation.Resource",
                "org.eclipse.microprofile.config.inject.ConfigProperty");
        for (String injection : injections) {
            noFields().should().beAnnotatedWith(injection).check(BERTH);
            noMethods().should().beAnnotatedWith(injection).check(BERTH);
        }
        fields().that().areStatic().should().beFinal().check(BERTH);
    }

    @Test
    void noVagueNames() {
        classes()
                .should(condition("have names that say something", ArchitectureTest::vagueWords))
                .check(BERTH);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .should(condition(
                        "be in a package that is @NullMarked",
                        type -> type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")
                                ? Stream.empty()
                                : Stream.of(type.getPackageName() + " is not @NullMarked")))
                .check(BERTH);
    }

    @Test
    void everyEndpointStatesItsPermission() {
        methods()
                .that(endpoints())
                .should()
                .beAnnotatedWith(DescribedPredicate.<JavaAnnotation<?>>describe(
                        "@Permission",
                        annotation -> annotation.getRawType().getSimpleName().equals("Permission")))
                .allowEmptyShould(true)
                .check(BERTH);
    }

    private static DescribedPredicate<JavaMethod> endpoints() {
        return metaAnnotatedWith("jakarta.ws.rs.HttpMethod")
                .<JavaMethod>forSubtype()
                .as("are endpoints");
    }

    private static Stream<String> stepsUp(JavaClass type) {
        int own = floor(type);
        if (own < 0) {
            return Stream.of(type.getName() + " stands on no floor");
        }
        return imports(type)
                .filter(target -> floor(target) > own)
                .map(target -> type.getName() + " imports " + target.getName() + " of a higher floor");
    }

    private static Stream<String> meetings(JavaClass type) {
        String own = folder(type);
        if (!CAPABILITIES.contains(own)) {
            return Stream.empty();
        }
        return imports(type)
                .filter(target ->
                        CAPABILITIES.contains(folder(target)) && !folder(target).equals(own))
                .map(target -> type.getName() + " imports " + target.getName() + " of another capability");
    }

    private static Stream<String> vagueWords(JavaClass type) {
        Stream<String> packages = Pattern.compile("\\.").splitAsStream(type.getPackageName());
        Stream<String> words = Pattern.compile("(?=[A-Z])").splitAsStream(type.getSimpleName());
        return Stream.concat(packages, words)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(VAGUE::contains)
                .map(word -> type.getName() + " says " + word);
    }

    /** What a class of Berth imports of Berth. */
    private static Stream<JavaClass> imports(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().startsWith("io.berth"))
                .collect(toSet())
                .stream();
    }

    private static int floor(JavaClass type) {
        if ((type.getPackageName() + ".").contains(".http.")) {
            return EDGES;
        }
        String folder = folder(type);
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            if (FLOORS.get(floor).contains(folder)) {
                return floor;
            }
        }
        return -1;
    }

    /** The first name below io.berth. */
    private static String folder(JavaClass type) {
        String[] names = type.getPackageName().split("\\.", -1);
        return names.length > 2 ? names[2] : "";
    }

    private static ArchCondition<JavaClass> condition(
            String description, Function<JavaClass, Stream<String>> violations) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                violations.apply(type).forEach(violation -> events.add(SimpleConditionEvent.violated(type, violation)));
            }
        };
    }
}
