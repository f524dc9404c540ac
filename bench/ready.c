/* ready.c - bench_ready FILE COMMAND... ADDRESS:0 ...: becomes COMMAND with a free port for the 0, and a child of it writes to FILE after how many milliseconds
 * GET /readyz was first answered by 200 there. */
#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_MOST_MS = 60000 };

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool is_ready(int port)
{
	static const char  ask[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	char               answer[16] = "";
	int                s = socket(AF_INET, SOCK_STREAM, 0);
	bool               ready = connect(s, (struct sockaddr *)&at, sizeof(at)) == 0 && send(s, ask, sizeof(ask) - 1, MSG_NOSIGNAL) > 0 &&
		     recv(s, answer, sizeof(answer) - 1, MSG_WAITALL) > 0 && strncmp(answer, "HTTP/1.1 200", 12) == 0;
	close(s);
	return ready;
}

static void watch(const char *file, int port, double from)
{
	bool ready = false;
	while (!(ready = is_ready(port)) && now_ms() - from < WAIT_MOST_MS)
		nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
	FILE *out = fopen(file, "a");
	if (!out)
		return;
	if (ready)
		fprintf(out, "%.0f\n", now_ms() - from);
	else
		fprintf(out, "never\n");
	fclose(out);
}

static int free_port(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t          size = sizeof(at);
	int                s = socket(AF_INET, SOCK_STREAM, 0);
	bool               found = bind(s, (struct sockaddr *)&at, size) == 0 && getsockname(s, (struct sockaddr *)&at, &size) == 0;
	close(s);
	return found ? ntohs(at.sin_port) : 0;
}

/* The first word that ends in ":0" gets the port instead. */
static bool put_port(char **words, int port)
{
	for (; *words; words++) {
		size_t n = strlen(*words);
		if (n < 2 || strcmp(*words + n - 2, ":0") != 0)
			continue;
		char *word = malloc(n + 8);
		snprintf(word, n + 8, "%.*s%d", (int)n - 1, *words, port);
		*words = word;
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	int port = free_port();
	if (argc < 4 || port == 0 || !put_port(argv + 2, port)) {
		fprintf(stderr, "usage: bench_ready FILE COMMAND... ADDRESS:0 ...\n");
		return 2;
	}
	double from = now_ms();
	pid_t  child = fork();
	if (child == 0) { /* its own child: the command need not know of it */
		if (fork() == 0)
			watch(argv[1], port, from);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 1;
}
