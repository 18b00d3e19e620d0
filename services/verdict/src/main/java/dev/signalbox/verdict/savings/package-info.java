/** The ledger of charges and its hourly rollup. Both change in one transaction or not at all. */
@NullMarked
package dev.signalbox.verdict.savings;

import org.jspecify.annotations.NullMarked;
