/**
 * What routing costs in quality: outcomes stored once each, and a report that is a pure function of
 * their counts, so that any published number can be made again from the topics.
 */
@NullMarked
package dev.signalbox.verdict.parity;

import org.jspecify.annotations.NullMarked;
