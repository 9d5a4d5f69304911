#!/usr/bin/env bash
# A real Postfix on loopback, for tests: tests/peers/postfix.sh DIR
# Installs it if it is not there (as root, on Debian), makes an authority and a certificate, and starts it with DIR for all that it
# keeps. Implicit TLS on the port in DIR/port. It takes mail for test.invalid into DIR/mail and lets nothing leave this machine.
# What it answers to a recipient: ok, hold (taken); blocked (554), later (451), closing (421), at the end of the letter blocked-end
# (554) and later-end (451). Run again, it does nothing. Stop it: postfix -c DIR/etc stop
set -euo pipefail
mkdir -p "$1"
dir=$(cd "$1" && pwd)
if [ -f "$dir/port" ] && postfix -c "$dir/etc" status 2>/dev/null; then exit 0; fi

if ! command -v postfix >/dev/null; then
  echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postfix >/dev/null
fi
command -v openssl >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openssl >/dev/null
id begrund-mail >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin begrund-mail

mkdir -p "$dir"/{etc,spool,data,mail,ca}
chown root "$dir" "$dir/etc" "$dir/spool"
chown postfix "$dir/data"
chown begrund-mail "$dir/mail"
chmod 755 "$dir" "$dir/etc"

cd "$dir/ca"
if [ ! -f server.pem ]; then
  curve="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
  openssl req -x509 $curve -days 3650 -subj "/CN=begrund test" -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout ca.key -out ca.pem 2>/dev/null
  openssl req $curve -subj "/CN=localhost" -keyout server.key -out server.csr 2>/dev/null
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -out server.pem 2>/dev/null -extfile \
    <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n')
  chmod 600 ./*.key
fi

port=${BEGRUND_POSTFIX_PORT:-$((20000 + $(echo "$dir" | cksum | cut -d' ' -f1) % 9000))}
cat > "$dir/etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $dir/spool
data_directory = $dir/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = $dir/maillog
maillog_file_prefixes = $dir
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.test.invalid
mydestination =
mynetworks =
# Nothing may leave this machine.
default_transport = error:no outside delivery
relay_transport = error:no outside delivery
alias_maps =
alias_database =
virtual_mailbox_domains = test.invalid
virtual_mailbox_base = $dir/mail
virtual_mailbox_maps = texthash:$dir/etc/mailboxes
virtual_uid_maps = static:$(id -u begrund-mail)
virtual_gid_maps = static:$(id -g begrund-mail)
virtual_minimum_uid = 100
message_size_limit = 40000000
virtual_mailbox_limit = 0
smtpd_recipient_restrictions = check_recipient_access texthash:$dir/etc/recipients, reject_unauth_destination
smtpd_end_of_data_restrictions = check_recipient_access texthash:$dir/etc/at-end
smtpd_tls_cert_file = $dir/ca/server.pem
smtpd_tls_key_file = $dir/ca/server.key
smtpd_error_sleep_time = 0
smtpd_helo_required = yes
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
CF
cat > "$dir/etc/master.cf" <<CF
127.0.0.1:$port inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
showq unix n - n - - showq
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
CF
for box in ok hold blocked later closing blocked-end later-end brev; do
  echo "$box@test.invalid $box/"
done > "$dir/etc/mailboxes"
printf '%s\n' 'blocked@test.invalid 554 5.7.1 blocked' 'later@test.invalid 451 4.7.1 greylisted' \
  'closing@test.invalid 421 4.3.2 closing' > "$dir/etc/recipients"
printf '%s\n' 'blocked-end@test.invalid 554 5.7.1 content' 'later-end@test.invalid 451 4.3.0 later' > "$dir/etc/at-end"
touch "$dir/maillog"
postfix -c "$dir/etc" check
postfix -c "$dir/etc" start
for _ in $(seq 50); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "$port" > "$dir/port"
    exit 0
  fi
  sleep 0.1
done
echo "Postfix does not answer on port $port; see $dir/maillog" >&2
exit 1
