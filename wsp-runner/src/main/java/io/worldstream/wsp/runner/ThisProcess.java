package io.worldstream.wsp.runner;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Names this process to hosts on other machines, as the owner of its leases. Stateless. */
final class ThisProcess {
    private static final String OWNER = Composition.OWNER + " on " + hostName() + ", process "
            + ProcessHandle.current().pid();

    private ThisProcess() {}

    static String owner() {
        return OWNER;
    }

    /** Returns whether a holder, as a lease with this owner names it, is this process. */
    static boolean is(String holder) {
        return holder.startsWith(OWNER + " ");
    }

    /** Returns the name of the machine, in words if it has none. */
    static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }
}
