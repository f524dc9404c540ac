/* main.c - danvan: hands the machine's clock, files and streams to the frame of commands. */
#include "base/base.h"

#include "cli.h"

extern char **environ;

int main(int argc, char **argv)
{
	struct world world = world_real();
	return cli_main(&(struct cli_call){ .world = &world, .in = stdin, .out = stdout, .err = stderr, .variables = environ }, argc, argv);
}
