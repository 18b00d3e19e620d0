/**
 * The whole system from outside: real processes, public interfaces, nothing of its code except the
 * schemas.
 */
@NullMarked
package dev.signalbox.e2e;

import org.jspecify.annotations.NullMarked;
