/**
 * What was computed once and may be wanted again, bounded in bytes. The rule: knows nothing of
 * models; values are whatever says its size and can be released.
 */
@NullMarked
package dev.signalbox.worker.cache;

import org.jspecify.annotations.NullMarked;
