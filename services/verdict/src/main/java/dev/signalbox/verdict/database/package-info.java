/** The one way to PostgreSQL: sessions on a safe Vert.x context, in bounded number and time. */
@NullMarked
package dev.signalbox.verdict.database;

import org.jspecify.annotations.NullMarked;
