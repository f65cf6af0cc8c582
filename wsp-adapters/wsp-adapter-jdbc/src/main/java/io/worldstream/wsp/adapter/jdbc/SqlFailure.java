package io.worldstream.wsp.adapter.jdbc;

import io.worldstream.wsp.api.support.LogText;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Explains failures of PostgreSQL by their SQLState: the cause in words, and what to do. Stateless. */
final class SqlFailure {
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private SqlFailure() {}

    /** Returns whether the transaction lost against others, and may succeed if it is repeated. */
    static boolean isConflict(SQLException failure) {
        return CONFLICTS.contains(state(failure));
    }

    /** Returns whether a failed commit certainly rolled back. */
    static boolean isRollback(SQLException failure) {
        String state = state(failure);
        return (state.startsWith("40") && !state.equals("40003")) || state.startsWith("23") || state.equals("25P02");
    }

    /**
     * Returns the cause and the remedy, and the server's message.
     *
     * @param migration what brings the tables to this release, as a clause
     */
    static String inWords(SQLException failure, String migration) {
        String state = state(failure);
        String words = words(failure, state, migration);
        if (failure instanceof UnconfirmedCommitException) {
            words += "; the change may have been made, and the call can be repeated";
        }
        return words + " (" + firstLine(failure) + (state.isEmpty() ? "" : "; SQLState " + state) + ")";
    }

    /**
     * Returns the first line of the server's message, without the details, which may quote a row. A pool that waited for a
     * connection in vain has the server's refusal as its cause.
     */
    static String firstLine(SQLException failure) {
        SQLException told =
                failure instanceof SQLTransientConnectionException && failure.getCause() instanceof SQLException cause
                        ? cause
                        : failure;
        return LogText.path(
                String.valueOf(told.getMessage()).lines().findFirst().orElse(""));
    }

    static String state(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }

    private static String words(SQLException failure, String state, String migration) {
        if (hasTimedOut(failure)) {
            return "the server did not answer in time: it hangs, the network does, or a synchronous replica is away";
        }
        return switch (state) {
            case "25006" ->
                "the server accepts only reads, as a replica does: connect to the primary (targetServerType=primary),"
                        + " or see default_transaction_read_only";
            case "40001", "40P01" ->
                "it conflicts with other transactions, " + Transactions.MOST_TRIES + " times in turn";
            case "42501" -> "the user lacks a privilege; docs/postgres.md lists those needed";
            case "42P01", "42703", "3F000" -> "the tables are absent or of another release: " + migration;
            case "53100" -> "the disk of the server is full";
            case "53300" ->
                "the server has no connection left: use fewer hosts or smaller pools, or raise max_connections";
            case "55P03" -> "another session holds a lock on it: find it in pg_stat_activity, and end its transaction";
            case "57014" -> "the server took too long and ended the statement; a larger timeout may help";
            case "25P03" -> "this host paused in the middle, so the server ended the transaction";
            case "42P06", "42P07" -> "something has the name of a table or index of WSP: choose another schema";
            case "3D000" -> "the database does not exist: create it, or correct the URL of the data source";
            default -> words(state);
        };
    }

    /** By the class of the state. */
    private static String words(String state) {
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "01" ->
                "the server did not confirm that the change would survive it: see that its synchronous replicas answer";
            case "08" -> "there is no connection to the server: see that it runs and can be reached";
            case "28" -> "the server refuses the user: check the user, the password and the server's pg_hba.conf";
            case "53" -> "the server is short of resources";
            case "57" -> "the server is stopping, starting, or ended the connection";
            case "58", "XX" -> "the server has a fault: see its log";
            default -> "the database failed";
        };
    }

    private static boolean hasTimedOut(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
