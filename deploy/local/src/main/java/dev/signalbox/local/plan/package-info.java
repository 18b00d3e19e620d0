/**
 * What is to run, as values: ports, programs, their order and the words shown. Pure: nothing here
 * touches a file or a process.
 */
@NullMarked
package dev.signalbox.local.plan;

import org.jspecify.annotations.NullMarked;
