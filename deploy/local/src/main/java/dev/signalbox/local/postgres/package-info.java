/**
 * A PostgreSQL server from unpacked binaries, run by an account that it accepts (it refuses root).
 */
@NullMarked
package dev.signalbox.local.postgres;

import org.jspecify.annotations.NullMarked;
