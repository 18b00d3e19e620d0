/**
 * The rules of integrity over the votes as they come in. A suspicious voter's votes are kept, shown
 * as such and not counted, until the evidence falls or an administrator says so.
 */
@NullMarked
package dev.signalbox.verdict.quarantine;

import org.jspecify.annotations.NullMarked;
