// SPDX-License-Identifier: BSL-1.0
#include "runtime/exact_math.hpp"

#include <limits>
#include <utility>

#include "support/catch.hpp"

using namespace nurture;

TEST_CASE("a logarithm has the same bits on every machine", "[runtime][math]") {
    // The arguments and the bits that this function gave for them; all are within one unit of 60 decimal digits.
    const std::pair<double, double> table[] = {{0x1p-54, -0x1.2b708872320e2p+5},
                                               {0x1.b7cdfd9d7bdbbp-34, -0x1.7069e2aa2aa5bp+4},
                                               {0x1.999999999999ap-4, -0x1.26bb1bbb55515p+1},
                                               {0x1p-2, -0x1.62e42fefa39efp+0},
                                               {0x1.6a09e65dc27dfp-1, -0x1.62e4300c77ae9p-2},
                                               {0x1.8p-1, -0x1.269621134db92p-2},
                                               {0x1.ccccccccccccdp-1, -0x1.af8e8210a415cp-4},
                                               {0x1.fffffffffffffp-1, -0x1p-53},
                                               {0x1p+0, 0x0p+0},
                                               {0x1.4p+3, 0x1.26bb1bbb55516p+1},
                                               {0x0.0000000000001p-1022, -0x1.74385446d71c3p+9}};
    for (const auto& [x, expected] : table) {
        INFO(x);
        CHECK(exact_log(x) == expected);
    }
}

TEST_CASE("a power of two has the same bits on every machine", "[runtime][math]") {
    // The arguments and the bits that this function gave for them; all are within one unit of 80 decimal digits.
    const std::pair<double, double> table[] = {{-0x1p-54, 0x1p+0},
                                               {-0x1p-40, 0x1.fffffffffe9d2p-1},
                                               {-0x1.999999999999ap-4, 0x1.ddb680117ab12p-1},
                                               {-0x1p-2, 0x1.ae89f995ad3aep-1},
                                               {-0x1p-1, 0x1.6a09e667f3bccp-1},
                                               {-0x1.8p-1, 0x1.306fe0a31b715p-1},
                                               {-0x1.5555555555555p-2, 0x1.965fea53d6e3dp-1},
                                               {-0x1.6a09e667f3bcdp+0, 0x1.8038288c11f8fp-2},
                                               {-0x1.5666666666666p+3, 0x1.3b2c47bff832cp-11},
                                               {-0x1.859999999999ap+3, 0x1.c58351fcceb0cp-13},
                                               {-0x1.5e26666666666p+9, 0x1.9fdf8bcce5424p-701},
                                               {-0x1.fefffcb923a2ap+9, 0x1.00048af2c3d6cp-1022},
                                               {0x1.38p+3, 0x1.ae89f995ad3aep+9}};
    for (const auto& [x, expected] : table) {
        INFO(x);
        CHECK(exact_exp2(x) == expected);
    }
}

TEST_CASE("whole powers of two are exact, and what is too small is nothing", "[runtime][math]") {
    double expected = 1;
    for (int n = 0; n >= -1022; --n) {
        CHECK(exact_exp2(n) == expected);
        expected /= 2;
    }
    CHECK(exact_exp2(-1023) == 0);
    CHECK(exact_exp2(-1e300) == 0);
    CHECK(exact_exp2(-std::numeric_limits<double>::infinity()) == 0);
}

TEST_CASE("a power of two falls with its exponent", "[runtime][math]") {
    double before = 1;
    for (int i = 1; i <= 40'000; ++i) {
        const double power = exact_exp2(-i / 1'024.0);
        CHECK(power < before);
        before = power;
    }
}
